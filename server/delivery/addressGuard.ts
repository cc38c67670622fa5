/**
 * Where a host that a person typed may be reached: its name is resolved once, every address it has must be public or allowed, and the
 * caller connects to the address that is given here and to no other, so that a name cannot mean something else a moment later.
 * Errors: none thrown; a refusal says why, and whether it may pass.
 */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isAllowed, isPublic } from "./networks.ts";

export type GuardedAddress =
  | { readonly address: string; readonly why: null }
  /** `passes`: the name could not be resolved now. */
  | { readonly address: null; readonly why: string; readonly passes: boolean };

export type Resolve = (host: string) => Promise<readonly { readonly address: string }[]>;
const resolveAll: Resolve = (host) => lookup(host, { all: true, order: "ipv4first" });

/** `host` as in a URL: IPv6 in brackets or bare. */
export async function guardAddress(
  host: string,
  allow: readonly string[],
  resolve: Resolve = resolveAll,
): Promise<GuardedAddress> {
  const bare = host.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const refused = (why: string, passes = false) => ({ address: null, why, passes });
  if (bare === "") return refused("The address has no host.");
  let addresses: readonly string[];
  try {
    addresses = isIP(bare) ? [bare] : (await resolve(bare)).map(({ address }) => address);
  } catch {
    return refused(`The name ${bare} cannot be resolved now.`, true);
  }
  const [first] = addresses;
  if (first === undefined) return refused(`The name ${bare} has no address now.`, true);
  const inner = addresses.find((address) => !isPublic(address) && !isAllowed(address, allow));
  if (inner === undefined) return { address: first, why: null };
  const what = isIP(bare) ? `${bare} is` : `${bare} has the address ${inner}, which is`;
  return refused(
    `${what} not public, and nothing is sent there. Whoever runs this Chronoscope can allow it by CHRONOSCOPE_WEBHOOK_ALLOW.`,
  );
}
