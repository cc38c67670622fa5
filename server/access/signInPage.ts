/**
 * The sign-in page of a console that listens wider than loopback: one field for the token. It stands outside of Next, so that
 * nothing of the console is sent before the token is known to be right.
 */

const STYLE = `:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;
font:15px/1.5 Inter,system-ui,sans-serif;background:#f6f7f9;color:#16191d}main{width:min(26rem,88vw)}h1{font-size:1.3rem;margin:0 0 .4rem}
p{margin:0 0 1.2rem;color:#5a6472}input,button{font:inherit;width:100%;box-sizing:border-box;padding:.6rem .8rem;border-radius:8px;
border:1px solid #c9d0d9;background:#fff;color:inherit}button{margin-top:.7rem;background:#2f5fd0;border-color:#2f5fd0;color:#fff;
cursor:pointer}[role=alert]{color:#b3261e}code{font-family:ui-monospace,monospace}:focus-visible{outline:2px solid #5b8cff;outline-offset:2px}
@media (prefers-color-scheme:dark){body{background:#0d1014;color:#e8ebef}p{color:#98a3b1}input{background:#161b21;border-color:#323b46}
[role=alert]{color:#ff8a80}}`;

/** An address of this console, path and query; the landing page for anything else, so that no link leads elsewhere after signing in. */
export function wayBack(address: string): string {
  return /^\/(?![/\\])[^\s\\]*$/.test(address) && !address.startsWith("/sign-in") ? address : "/";
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The page; `refused` after a token that was not right. `to`: where whoever signs in wanted to go. */
export function signInPage(refused: boolean, to: string): string {
  const alert = refused ? `<p role="alert">That token is not known here.</p>` : "";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Sign in · Chronoscope</title><style>${STYLE}</style></head><body><main><h1>Chronoscope</h1>
<p>Paste the token from <code>first-start-token</code> in the data directory of the server.</p>${alert}
<form method="post" action="/sign-in"><input type="hidden" name="to" value="${escaped(wayBack(to))}"><label for="token">Token</label><input id="token" name="token" type="password" autocomplete="current-password" autofocus required>
<button>Sign in</button></form></main></body></html>`;
}
