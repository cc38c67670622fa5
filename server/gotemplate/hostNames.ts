/**
 * `host:port` taken apart as Prometheus's stripPort and stripDomain do.
 * Source: Go's net (SplitHostPort, JoinHostPort), Prometheus template/template.go.
 */

/** Null: it is no host with a port. */
function splitHostPort(text: string): { readonly host: string; readonly port: string } | null {
  const bracketed = /^\[([^[\]]*)\]:([^:[\]]*)$/.exec(text);
  if (bracketed) return { host: bracketed[1] ?? "", port: bracketed[2] ?? "" };
  const plain = /^([^:[\]]*):([^:[\]]*)$/.exec(text);
  return plain ? { host: plain[1] ?? "", port: plain[2] ?? "" } : null;
}

export const stripPort = (text: string) => splitHostPort(text)?.host ?? text;

export function stripDomain(text: string): string {
  const { host, port } = splitHostPort(text) ?? { host: text, port: "" };
  if (isAddress(host)) return text;
  const [name = ""] = host.split(".");
  if (port === "") return name;
  return name.includes(":") ? `[${name}]:${port}` : `${name}:${port}`;
}

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const V4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

function isAddress(host: string): boolean {
  if (V4.test(host)) return true;
  const [address = "", zone] = host.split("%");
  if (!address.includes(":") || zone === "") return false;
  const [head = "", tail, ...more] = address.split("::");
  if (more.length > 0) return false;
  const groups = [head, tail ?? ""].flatMap((part) => (part === "" ? [] : part.split(":")));
  const last = groups.at(-1) ?? "";
  const count = groups.length + (V4.test(last) ? 1 : 0);
  const areGroups = groups.every(
    (group, i) => /^[0-9a-fA-F]{1,4}$/.test(group) || (i === groups.length - 1 && V4.test(group)),
  );
  return areGroups && (tail === undefined ? count === 8 : count < 8);
}
