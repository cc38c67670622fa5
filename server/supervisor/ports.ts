/**
 * Whether the doors are free, asked before anything starts, so that a taken port is one sentence instead of a crash of a role.
 * Errors: CONFLICT naming the setting that changes the port; INVALID when the host is no address of this machine.
 */
import { createServer } from "node:net";
import type { Config } from "../config.ts";
import { DomainError } from "../errors.ts";

export type RoleName = "ingest" | "loops" | "web";

interface Door {
  readonly setting: string;
  readonly port: number;
  readonly what: string;
}

/** The doors that these roles open. */
export function doorsOf(config: Config, roles: readonly RoleName[]): Door[] {
  const ingest = [
    { setting: "OTLP_HTTP_PORT", port: config.otlpHttpPort, what: "OTLP over HTTP" },
    { setting: "OTLP_GRPC_PORT", port: config.otlpGrpcPort, what: "OTLP over gRPC" },
  ];
  const web = [{ setting: "PORT", port: config.webPort, what: "the console" }];
  return [...(roles.includes("ingest") ? ingest : []), ...(roles.includes("web") ? web : [])];
}

function bindError(port: number, host: string): Promise<string | null> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => done(null)));
  });
}

/** Throws unless every door can be had. Port 0 (any) always can. */
export async function checkPorts(host: string, doors: readonly Door[]): Promise<void> {
  for (const { setting, port, what } of doors.filter((door) => door.port !== 0)) {
    const twin = doors.find((door) => door.port === port && door.setting !== setting);
    if (twin) throw new DomainError("INVALID", `${setting} and ${twin.setting} are both ${port}; give each its own.`);
    const error = await bindError(port, host);
    if (error === null) continue;
    if (error === "EADDRINUSE") {
      throw new DomainError(
        "CONFLICT",
        `Port ${port} for ${what} is taken by another program; stop it, or set ${setting} to a free port.`,
      );
    }
    if (error === "EACCES") {
      throw new DomainError(
        "CONFLICT",
        `Port ${port} for ${what} may not be opened by this user; set ${setting} above 1023.`,
      );
    }
    throw new DomainError("INVALID", `CHRONOSCOPE_HOST is "${host}", where this machine cannot listen (${error}).`);
  }
}
