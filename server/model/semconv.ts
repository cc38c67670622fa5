/** Attribute keys of the semantic conventions (v1.44.0) that the product itself reads. Old names stand beside the current ones. */
export const SERVICE_NAME = "service.name";
export const SERVICE_NAMESPACE = "service.namespace";
export const SERVICE_VERSION = "service.version";
export const SERVICE_INSTANCE_ID = "service.instance.id";
export const DEPLOYMENT_ENVIRONMENT_NAME = "deployment.environment.name";
export const CLOUD_REGION = "cloud.region";
export const CLOUD_AVAILABILITY_ZONE = "cloud.availability_zone";
export const HOST_ID = "host.id";
export const HOST_NAME = "host.name";
export const K8S_POD_NAME = "k8s.pod.name";
export const K8S_NODE_NAME = "k8s.node.name";
export const PEER_SERVICE = "peer.service";
export const SERVER_ADDRESS = "server.address";
export const SERVER_PORT = "server.port";
export const NET_PEER_NAME = "net.peer.name";
export const HTTP_RESPONSE_STATUS_CODE = "http.response.status_code";
export const HTTP_STATUS_CODE = "http.status_code";
export const DB_SYSTEM_NAME = "db.system.name";
export const DB_SYSTEM = "db.system";
export const DB_NAMESPACE = "db.namespace";
export const DB_NAME = "db.name";
export const MESSAGING_SYSTEM = "messaging.system";
export const MESSAGING_DESTINATION_NAME = "messaging.destination.name";
export const EXCEPTION_TYPE = "exception.type";
export const EXCEPTION_MESSAGE = "exception.message";
export const EXCEPTION_STACKTRACE = "exception.stacktrace";
export const ERROR_TYPE = "error.type";

/** The name of a service that sent none, as the specification of `service.name` asks. */
export const UNKNOWN_SERVICE = "unknown_service";

/** Scope of series that came from Prometheus: their names and labels are Prometheus's own already. */
export const PROMETHEUS_SCOPE = "chronoscope.prometheus";
/** Metadata key of a metric with which Prometheus's type travels in OTLP. */
export const PROMETHEUS_TYPE = "prometheus.type";
/** Metadata key of a metric whose native histograms count in units of 2 to this power: counts that are not whole. */
export const PROMETHEUS_COUNT_EXPONENT = "chronoscope.prometheus.count_exponent";
/** Metadata key of a metric whose points are no samples: they carry exemplars that came without one. */
export const PROMETHEUS_EXEMPLARS = "chronoscope.prometheus.exemplars";
