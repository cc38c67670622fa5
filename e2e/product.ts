/**
 * Where the product under test listens. Chosen once, by the process that reads Playwright's settings first, and handed to its
 * workers by the environment.
 */
import { createServer } from "node:net";

export interface Product {
  readonly webUrl: string;
  readonly otlpHttpUrl: string;
  readonly otlpGrpcAddress: string;
  /** Settings of the product. */
  readonly environment: Record<string, string>;
}

const SETTINGS = ["PORT", "OTLP_HTTP_PORT", "OTLP_GRPC_PORT", "CHRONOSCOPE_DATA_DIR"] as const;
const carried = (name: string) => `E2E_${name}`;

export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** The product that this run tests; in a worker, and in the tests themselves. */
export function product(): Product {
  const environment = Object.fromEntries(SETTINGS.map((name) => [name, process.env[carried(name)] ?? ""]));
  return {
    webUrl: `http://127.0.0.1:${environment.PORT}`,
    otlpHttpUrl: `http://127.0.0.1:${environment.OTLP_HTTP_PORT}`,
    otlpGrpcAddress: `127.0.0.1:${environment.OTLP_GRPC_PORT}`,
    environment,
  };
}

/** Chooses ports and a data directory unless they were chosen before. */
export async function chooseProduct(makeFolder: () => string): Promise<Product> {
  for (const name of SETTINGS) {
    process.env[carried(name)] ??= name === "CHRONOSCOPE_DATA_DIR" ? makeFolder() : String(await freePort());
  }
  return product();
}
