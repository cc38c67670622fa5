/**
 * One page over HTTP, in the format that its answer says, within a time and a size.
 * Errors: ScrapeFailed with a sentence; the loop turns it into `up` 0.
 * Source: Prometheus's content negotiation (scrape protocols OpenMetrics 1.0 and text 0.0.4).
 */
import type { Exposition } from "../exposition/exposition.ts";
import { parseExposition } from "../exposition/parseExposition.ts";
import type { ScrapeTarget } from "./scrapeTargets.ts";

export class ScrapeFailed extends Error {
  override name = "ScrapeFailed";
}

const ACCEPT = "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

export async function scrapePage(target: ScrapeTarget, maxBytes: number, stop: AbortSignal): Promise<Exposition> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(target.timeoutMs)]);
  let response: Response;
  let text: string;
  try {
    response = await fetch(target.url, { headers: headersOf(target), signal });
    if (response.status !== 200) throw new ScrapeFailed(`the server answered ${response.status}`);
    text = new TextDecoder("utf-8", { fatal: true }).decode(await bodyOf(response, maxBytes));
  } catch (cause) {
    throw cause instanceof ScrapeFailed ? cause : new ScrapeFailed(reasonOf(cause, target), { cause });
  }
  const isStrict = response.headers.get("content-type")?.toLowerCase().startsWith("application/openmetrics-text");
  const page = parseExposition(text, isStrict ? "openmetrics" : "text");
  if (!page.ok) throw new ScrapeFailed(`line ${page.line} of the page cannot be read: ${page.message}`);
  return page;
}

function headersOf({ authorization, timeoutMs }: ScrapeTarget): Record<string, string> {
  return {
    Accept: ACCEPT,
    "User-Agent": "Chronoscope",
    "X-Prometheus-Scrape-Timeout-Seconds": String(timeoutMs / 1000),
    ...(authorization === null ? {} : { Authorization: authorization }),
  };
}

async function bodyOf(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes)
      throw new ScrapeFailed(`the page is larger than ${maxBytes} bytes (CHRONOSCOPE_MAX_REQUEST)`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function reasonOf(cause: unknown, { timeoutMs }: ScrapeTarget): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === "TimeoutError") return `no whole page came within ${timeoutMs / 1000} s`;
  if (cause instanceof TypeError && "code" in cause) return "the page is not UTF-8";
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
