/**
 * The role `web`: an HTTP server of ours in front of Next's request handler, so that who may come in is settled before any page or
 * procedure runs, and health and metrics answer without Next. Procedures check access again (server/trpc.ts).
 * Errors: the promise rejects when the port cannot be had.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import next from "next";
import { createGate } from "./api/gate.ts";
import { answerHealth, answerMetrics } from "./api/operations.ts";
import { logFailure } from "./errors.ts";
import { type RunningRole, runtime } from "./runtime.ts";

const DRAIN_MS = 2_000;

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => done((server.address() as AddressInfo).port));
  });
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(late);
}

/** Serves the console; resolves when it takes requests. `dev` compiles pages as they are asked for. */
export async function startWeb({ dev }: { dev: boolean }): Promise<RunningRole & { readonly port: number }> {
  const { config, log, access, links } = runtime();
  await access.refresh();
  const server = createServer();
  const app = next({ dev, dir: process.cwd(), hostname: config.host, port: config.webPort, httpServer: server });
  await app.prepare();
  const handler = createGate({
    config,
    access,
    links,
    dev,
    pages: app.getRequestHandler(),
    health: (path, response) => answerHealth(runtime(), path, response),
    metrics: (request, response) => answerMetrics(runtime(), request, response),
  });
  server.on("request", (request, response) => {
    handler(request, response).catch((error: unknown) => {
      logFailure(log, { error, path: request.url }, "a request failed");
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end("The server met an error it did not expect; its log says which.\n");
    });
  });
  const port = await listen(server, config.webPort, config.host);
  return { port, drain: () => drain(server), status: () => ({ port }) };
}
