/**
 * What to paste where numbers are missing: pieces of a Collector's configuration and packages of the SDKs. Addresses are left to the
 * page on Settings, which knows this server's.
 * Sources: the receivers' own documentation in opentelemetry-collector-contrib; instrumentation packages' READMEs.
 */
import type { PanelSetup } from "../panels/panelSpec.ts";

const collector = (text: string): PanelSetup => ({ where: "Collector's configuration", text });
const shell = (text: string): PanelSetup => ({ where: "shell", text });

export const HOST_METRICS = collector(`receivers:
  host_metrics:
    collection_interval: 30s
    scrapers:
      cpu:
        metrics:
          system.cpu.utilization: { enabled: true }
          system.cpu.logical.count: { enabled: true }
      load:
      memory:
        metrics:
          system.memory.utilization: { enabled: true }
      paging:
        metrics:
          system.paging.utilization: { enabled: true }
      disk:
      filesystem:
        metrics:
          system.filesystem.utilization: { enabled: true }
      network:
processors:
  resourcedetection: { detectors: [env, system] }`);

export const PROCESS_METRICS = collector(`receivers:
  host_metrics:
    scrapers:
      process:
        mute_process_all_errors: true
        metrics:
          process.cpu.utilization: { enabled: true }
          process.threads: { enabled: true }
          process.open_file_descriptors: { enabled: true }
          process.context_switches: { enabled: true }
          process.paging.faults: { enabled: true }`);

export const KUBELET_STATS = collector(`receivers:
  kubelet_stats:
    auth_type: serviceAccount
    endpoint: https://\${env:K8S_NODE_NAME}:10250
    metric_groups: [node, pod, container, volume]
    metrics:
      k8s.pod.cpu_limit_utilization: { enabled: true }
      k8s.pod.memory_limit_utilization: { enabled: true }
      k8s.container.cpu_limit_utilization: { enabled: true }
      k8s.container.memory_limit_utilization: { enabled: true }`);

export const K8S_CLUSTER = collector(`receivers:
  k8s_cluster:
    auth_type: serviceAccount
    node_conditions_to_report: [Ready, MemoryPressure, DiskPressure]
    allocatable_types_to_report: [cpu, memory]`);

export const DOCKER_STATS = collector(`receivers:
  docker_stats:
    endpoint: unix:///var/run/docker.sock
    metrics:
      container.cpu.limit: { enabled: true }
      container.cpu.throttling_data.throttled_time: { enabled: true }
      container.restarts: { enabled: true }`);

export const KAFKA_METRICS = collector(`receivers:
  kafka_metrics:
    brokers: [kafka:9092]
    scrapers: [brokers, topics, consumers]`);

export const POSTGRES_METRICS = collector(`receivers:
  postgresql:
    endpoint: localhost:5432
    username: monitor
    password: \${env:POSTGRES_PASSWORD}`);

export const NODE_AUTO = shell(`npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node
OTEL_METRICS_EXPORTER=otlp OTEL_LOGS_EXPORTER=otlp \\
  NODE_OPTIONS="--require @opentelemetry/auto-instrumentations-node/register" node app.js`);

export const NODE_HOST = shell(`npm install @opentelemetry/host-metrics`);

export const JAVA_AGENT = shell(`java -javaagent:opentelemetry-javaagent.jar -jar app.jar`);

export const GO_RUNTIME = shell(`go get go.opentelemetry.io/contrib/instrumentation/runtime
# in main: runtime.Start()`);

export const PYTHON_SYSTEM = shell(`pip install opentelemetry-instrumentation-system-metrics
opentelemetry-instrument python app.py`);

export const DOTNET_RUNTIME = shell(`dotnet add package OpenTelemetry.Instrumentation.Runtime
# .WithMetrics(metrics => metrics.AddRuntimeInstrumentation())`);
