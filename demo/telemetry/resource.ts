/**
 * Who sends: the resource of an instance, a host's agent, a database, a cache or a queue, as OpenTelemetry's detectors fill it in.
 * Source: semantic conventions 1.44 (service, deployment, cloud, host, k8s, process, telemetry.sdk).
 */
import { hexOf } from "../engine/random.ts";
import type { Language, RegionSpec, Topology } from "../engine/topology.ts";
import { type Host, type Instance, podName } from "../engine/world.ts";
import { attributeFields, type PlainAttributes, Tag } from "./attributes.ts";

export const SCHEMA_URL = "https://opentelemetry.io/schemas/1.44.0";

/** One sender of telemetry: its name for grouping and its Resource message. */
export interface Sender {
  readonly key: string;
  readonly resource: Uint8Array;
}

const SDKS: Readonly<
  Record<Language, { readonly sdk: string; readonly runtime: string; readonly runtimeVersion: string }>
> = {
  go: { sdk: "1.43.0", runtime: "go", runtimeVersion: "go1.26.1" },
  java: { sdk: "1.58.0", runtime: "OpenJDK Runtime Environment", runtimeVersion: "25.0.1+8" },
  nodejs: { sdk: "2.12.1", runtime: "nodejs", runtimeVersion: "24.11.0" },
  python: { sdk: "1.41.0", runtime: "cpython", runtimeVersion: "3.14.2" },
  dotnet: { sdk: "1.15.0", runtime: ".NET", runtimeVersion: "10.0.1" },
};

function sender(key: string, attributes: PlainAttributes): Sender {
  return { key, resource: attributeFields(Tag.RESOURCE, attributes) };
}

/** The resource of one process of a service. */
export function instanceSender(topology: Topology, instance: Instance): Sender {
  const { spec, host } = instance;
  const sdk = SDKS[spec.language];
  return sender(`instance ${instance.id}`, {
    "service.name": spec.name,
    "service.namespace": topology.name,
    "app.team": spec.team,
    "service.version": instance.version,
    "service.instance.id": instance.id,
    "deployment.environment.name": topology.environment,
    ...cloudOf(instance.region, host.zone),
    "host.name": host.name,
    "k8s.cluster.name": `${topology.name}-${instance.region.name}`,
    "k8s.namespace.name": topology.name,
    "k8s.node.name": host.name,
    "k8s.pod.name": podName(instance),
    "k8s.deployment.name": spec.name,
    "k8s.container.name": spec.name,
    "process.pid": 1,
    "process.creation.time": new Date(instance.bornMs).toISOString(),
    "process.runtime.name": sdk.runtime,
    "process.runtime.version": sdk.runtimeVersion,
    "telemetry.sdk.name": "opentelemetry",
    "telemetry.sdk.language": spec.language,
    "telemetry.sdk.version": sdk.sdk,
  });
}

/** The Collector that runs on every host and reads the host's own numbers. */
export function hostSender(topology: Topology, host: Host): Sender {
  return sender(`host ${host.name}`, {
    "service.name": "node-agent",
    "service.namespace": "platform",
    "app.team": "platform",
    "service.version": "0.152.0",
    "service.instance.id": hexOf(32, "agent", host.name),
    "deployment.environment.name": topology.environment,
    ...cloudOf(host.region, host.zone),
    "host.name": host.name,
    "host.id": `i-${hexOf(17, "host", host.name)}`,
    "host.arch": "amd64",
    "os.type": "linux",
    "k8s.node.name": host.name,
  });
}

/** A pod or its container, as the Collector's kubelet_stats receiver on its host reports it. */
export function kubeletSender(topology: Topology, instance: Instance, what: "pod" | "container"): Sender {
  const { spec, host } = instance;
  return sender(`${what} ${instance.id}`, {
    ...cloudOf(instance.region, host.zone),
    "k8s.cluster.name": `${topology.name}-${instance.region.name}`,
    "k8s.namespace.name": topology.name,
    "k8s.node.name": host.name,
    "k8s.pod.name": podName(instance),
    "k8s.deployment.name": spec.name,
    "k8s.container.name": what === "container" ? spec.name : undefined,
  });
}

/** A database, cache or queue, as the Collector's receiver for it reports it. */
export function serverSender(
  topology: Topology,
  name: string,
  system: string,
  version: string,
  region: RegionSpec,
): Sender {
  const zone = region.zones[0] ?? region.name;
  return sender(`server ${name} ${region.name}`, {
    "service.name": name,
    "service.namespace": topology.name,
    "app.team": "platform",
    "service.version": version,
    "service.instance.id": `${name}-0.${region.name}`,
    "deployment.environment.name": topology.environment,
    ...cloudOf(region, zone),
    "host.name": `${name}-0.${region.name}`,
    "db.system.name": system === "kafka" ? undefined : system,
    "messaging.system": system === "kafka" ? system : undefined,
  });
}

function cloudOf(region: RegionSpec, zone: string): PlainAttributes {
  return {
    "cloud.provider": region.provider,
    "cloud.region": region.name,
    "cloud.availability_zone": zone,
  };
}
