/** How each language names and prints the failures that the engine knows: exception type, message and stack trace. */
import type { Failure } from "../engine/activity.ts";
import type { Language } from "../engine/topology.ts";

type Names = Readonly<Record<Failure["kind"], string>>;

const TYPES: Readonly<Record<Language, Names>> = {
  java: {
    timeout: "java.net.SocketTimeoutException",
    refused: "java.net.ConnectException",
    overloaded: "java.util.concurrent.RejectedExecutionException",
    pool: "java.sql.SQLTransientConnectionException",
    upstream: "com.example.shop.UpstreamException",
    bug: "java.lang.NullPointerException",
    rejected: "com.example.shop.ValidationException",
    unreachable: "java.net.NoRouteToHostException",
    expired: "com.example.shop.MessageExpiredException",
  },
  go: {
    timeout: "context.deadlineExceededError",
    refused: "*net.OpError",
    overloaded: "*errors.errorString",
    pool: "*pool.TimeoutError",
    upstream: "*status.Error",
    bug: "runtime.errorString",
    rejected: "*shop.ValidationError",
    unreachable: "*net.OpError",
    expired: "*shop.ExpiredError",
  },
  nodejs: {
    timeout: "TimeoutError",
    refused: "ECONNREFUSED",
    overloaded: "ServiceUnavailableError",
    pool: "PoolTimeoutError",
    upstream: "UpstreamError",
    bug: "TypeError",
    rejected: "ValidationError",
    unreachable: "ETIMEDOUT",
    expired: "MessageExpiredError",
  },
  python: {
    timeout: "TimeoutError",
    refused: "ConnectionRefusedError",
    overloaded: "shop.errors.Overloaded",
    pool: "psycopg_pool.PoolTimeout",
    upstream: "shop.errors.UpstreamError",
    bug: "AttributeError",
    rejected: "shop.errors.Invalid",
    unreachable: "OSError",
    expired: "shop.errors.Expired",
  },
  dotnet: {
    timeout: "System.TimeoutException",
    refused: "System.Net.Http.HttpRequestException",
    overloaded: "Shop.OverloadedException",
    pool: "Npgsql.NpgsqlException",
    upstream: "Shop.UpstreamException",
    bug: "System.NullReferenceException",
    rejected: "Shop.ValidationException",
    unreachable: "System.Net.Sockets.SocketException",
    expired: "Shop.MessageExpiredException",
  },
};

export function exceptionType(language: Language, failure: Failure): string {
  return TYPES[language][failure.kind];
}

/** A stack trace as this language prints it; `service` and `place` name the code. */
export function stackTrace(language: Language, failure: Failure, service: string, place: string): string {
  const type = exceptionType(language, failure);
  const name = place.split(/[/ .]/).pop() ?? place;
  const pascal = service.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  const line = 40 + ((name.length * 37 + service.length * 11) % 300);
  switch (language) {
    case "java":
      return `${type}: ${failure.message}\n\tat com.example.shop.${service.replace("-", "")}.${pascal}Service.${name}(${pascal}Service.java:${line})\n\tat com.example.shop.${service.replace("-", "")}.${pascal}Endpoint.handle(${pascal}Endpoint.java:${line - 21})\n\tat io.grpc.internal.ServerImpl$JumpToApplicationThreadServerStreamListener.halfClosed(ServerImpl.java:351)\n\tat java.base/java.lang.Thread.run(Thread.java:1474)`;
    case "go":
      return `${type}: ${failure.message}\n\ngoroutine ${line} [running]:\nshop/${service}/internal.(*Server).${name}(0xc0001a4000)\n\t/src/${service}/internal/server.go:${line} +0x1f4\nshop/${service}/internal.(*Server).ServeHTTP(...)\n\t/src/${service}/internal/server.go:31`;
    case "nodejs":
      return `${type}: ${failure.message}\n    at ${name} (/app/dist/${service}/handlers.js:${line}:17)\n    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)\n    at async Server.<anonymous> (/app/dist/${service}/server.js:58:9)`;
    case "python":
      return `Traceback (most recent call last):\n  File "/app/${service}/server.py", line 71, in handle\n    return await self.${name.toLowerCase()}(request)\n  File "/app/${service}/service.py", line ${line}, in ${name.toLowerCase()}\n    result = await self.store.fetch(request)\n${type}: ${failure.message}`;
    case "dotnet":
      return `${type}: ${failure.message}\n   at Shop.${pascal}.${pascal}Service.${name}(Request request) in /src/${pascal}/${pascal}Service.cs:line ${line}\n   at Grpc.Shared.Server.UnaryServerMethodInvoker\`3.ResolvedInterceptorInvoker(TRequest request, ServerCallContext context)`;
  }
}
