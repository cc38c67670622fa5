/**
 * Remote-write bodies (1.0) for load: a thousand series with a sample each, like a scraped page; times stand as varints of six bytes,
 * which Unix milliseconds have from 2004 until 3084, so they are changed in place.
 */
import { ProtobufWriter } from "../server/otlp/protobufWriter.ts";

const SERIES = 1000;
const SERVICES = 40;
const MARK_MS = 1_900_000_000_000;
const TIME_TAG = 0x10;
const TIME_BYTES = 6;

/** Bytes of one request, and where its times stand. */
export function remoteWriteBody(request: number): { readonly bytes: Buffer; readonly msAt: Uint32Array } {
  const writer = new ProtobufWriter(256 * 1024);
  const instance = `service-${request % SERVICES}-7f9c6d5b8-x:8080`;
  for (let i = 0; i < SERIES; i++) {
    const series = writer.begin(0x0a);
    const labels = {
      __name__: `http_server_requests_${i % 20}_total`,
      instance,
      job: "shop",
      method: i % 2 ? "GET" : "POST",
      route: `/api/v1/route-${Math.floor(i / 20)}`,
      status: "200",
    };
    for (const [name, value] of Object.entries(labels)) {
      const label = writer.begin(0x0a);
      writer.string(0x0a, name);
      writer.string(0x12, value);
      writer.end(label);
    }
    const sample = writer.begin(0x12);
    writer.double(0x09, request * 1000 + i);
    writer.int64(TIME_TAG, BigInt(MARK_MS));
    writer.end(sample);
    writer.end(series);
  }
  const bytes = Buffer.from(writer.finish());
  const mark = Buffer.alloc(1 + TIME_BYTES);
  mark[0] = TIME_TAG;
  stampMs(mark, 1, MARK_MS);
  const msAt: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) msAt.push(at + 1);
  return { bytes, msAt: Uint32Array.from(msAt) };
}

/** Writes Unix milliseconds as a varint of six bytes. */
export function stampMs(bytes: Buffer, at: number, ms: number): void {
  let rest = ms;
  for (let i = 0; i < TIME_BYTES; i++) {
    bytes[at + i] = (rest % 128) | (i < TIME_BYTES - 1 ? 0x80 : 0);
    rest = Math.floor(rest / 128);
  }
}
