/** Why something was refused -> what it means and what to do, in words for whoever sends. Codes: DecodeIssueCode and ingest's refusals. */

const WORDS: Readonly<Record<string, string>> = {
  invalid_trace_id: "A trace id was not 16 bytes or all zeros. The sender's SDK or a proxy in between damages ids.",
  invalid_span_id: "A span id was not 8 bytes or all zeros. The sender's SDK or a proxy in between damages ids.",
  too_old:
    "The record began before what retention keeps. Check the sender's clock, or keep longer with CHRONOSCOPE_RETENTION.",
  too_far_ahead: "The record lies more than an hour ahead of this server. Check the sender's clock.",
  nested_too_deep: "An attribute or body is nested deeper than 64 levels. Send it flatter or as text.",
  wrong_value:
    "A record in JSON held a value of the wrong type or out of range; its neighbours were kept. The answer it got names the field.",
  too_old_for_series:
    "A data point lay more than an hour behind the newest of its series. Send each series in order, or check for two senders with the same identity.",
  too_many_series:
    "A metric has as many series as CHRONOSCOPE_MAX_SERIES_PER_METRIC allows; new ones were refused, known ones go on. Drop the label that has so many values.",
  invalid_labels:
    "A series of Prometheus had labels out of order, twice, or without a name. Its neighbours were kept; the answer names the series.",
  invalid_histogram:
    "A native histogram of Prometheus contradicted itself or spread over too many buckets. The answer it got says how.",
  empty_metric: "A metric came without data points. Harmless; the sender can leave it out.",
  attributes_clipped:
    "A record had more attributes than CHRONOSCOPE_MAX_ATTRIBUTES; the rest were dropped and counted.",
  strings_clipped: "A text was longer than CHRONOSCOPE_MAX_STRING; the rest was cut.",
  overloaded:
    "More arrived than could be made durable in time; senders were asked to try again, and SDKs do by themselves.",
  store_away: "The database could not be reached; senders were asked to try again, and SDKs do by themselves.",
  draining: "Chronoscope was stopping; senders were asked to try again, and SDKs do by themselves.",
  slow: "A request's body came too slowly and was given up. Check the network between sender and server.",
  too_large: "A request was larger than CHRONOSCOPE_MAX_REQUEST after inflation. Send smaller batches.",
  undecodable: "A request was not valid OTLP. The answer it got names the byte or the field.",
  encoding: "A request was compressed in a way that OTLP does not know, or its gzip was damaged.",
  framing: "A gRPC message was not framed as gRPC frames it. Something between sender and server changes bytes.",
  media_type: "A request was neither application/x-protobuf nor application/json.",
  unauthenticated: "A request came without the token, or with a wrong one. Settings shows where senders put it.",
  forbidden: "A request named a host that this server does not go by.",
  origin: "A browser sent from an origin that CHRONOSCOPE_CORS_ORIGINS does not list.",
  method: "Something asked with another method than POST.",
  not_found: "Something asked for a path that is not OTLP's.",
  failed: "The server met an error it did not expect; its log has the cause.",
};

/** The words for a code; a code without words is said as it is. */
export function refusalWords(code: string): string {
  return WORDS[code] ?? `${code.replaceAll("_", " ")}.`;
}
