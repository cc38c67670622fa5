/**
 * What a question demands of a block's tokens: every term must be met by one of its alternatives.
 */
import type { AttributeFilter, LogQuery, MetricQuery, TraceQuery } from "../telemetryStore.ts";
import { attributeToken, TokenPlace, textToken } from "./attributeTokens.ts";
import { bytesOfHex } from "./idColumns.ts";
import { LINE_BYTES, lineHasToken } from "./tokens.ts";

export type TokenTerms = readonly (readonly number[])[];

const STATUS_ERROR = 2;

export function attributeTerms(attributes: readonly AttributeFilter[]): number[][] {
  return attributes.flatMap(({ key, value, on }) => {
    const places =
      on === "any"
        ? [TokenPlace.RECORD, TokenPlace.RESOURCE]
        : [on === "record" ? TokenPlace.RECORD : TokenPlace.RESOURCE];
    const tokens = places.map((place) => attributeToken(place, key, value));
    return tokens.includes(null) ? [] : [tokens.filter((token) => token !== null)];
  });
}

/** Text with U+FFFD may stand for other bytes, so nothing can be demanded for it. */
const isSure = (text: string | undefined): text is string => text !== undefined && !text.includes("\ufffd");

export function traceTerms(query: Pick<TraceQuery, "service" | "name" | "statusCode" | "attributes">): TokenTerms {
  const terms = attributeTerms(query.attributes ?? []);
  const { service, name } = query;
  if (isSure(service)) {
    const token = textToken(TokenPlace.SERVICE, service);
    if (isSure(name)) terms.push([textToken(TokenPlace.SERVICE_NAME, name, token)]);
    else if (query.statusCode !== STATUS_ERROR) terms.push([token]);
    if (query.statusCode === STATUS_ERROR) terms.push([textToken(TokenPlace.SERVICE_ERROR, service)]);
  } else if (isSure(name)) terms.push([textToken(TokenPlace.NAME, name)]);
  return terms;
}

export function logTerms(query: Pick<LogQuery, "services" | "traceId" | "attributes">): TokenTerms {
  const terms = attributeTerms(query.attributes ?? []);
  const { services, traceId } = query;
  if (services?.every(isSure)) terms.push(services.map((service) => textToken(TokenPlace.SERVICE, service)));
  if (traceId) terms.push([textToken(TokenPlace.TRACE, bytesOfHex(traceId))]);
  return terms;
}

export function metricTerms({ name, service }: Pick<MetricQuery, "name" | "service">): TokenTerms {
  const terms: number[][] = [];
  if (isSure(name)) terms.push([textToken(TokenPlace.METRIC, name)]);
  if (isSure(service)) terms.push([textToken(TokenPlace.SERVICE, service)]);
  return terms;
}

/** Judges by the lines of every token in order of the terms, 32 bytes each. */
export function linesMeet(terms: TokenTerms, lines: Uint8Array): boolean {
  let at = 0;
  return terms.every((alternatives) => {
    const isMet = alternatives.some((token, i) => lineHasToken(lines, at + i * LINE_BYTES, token));
    at += alternatives.length * LINE_BYTES;
    return isMet;
  });
}
