/** Next's settings. The web role (server/web.ts) is the HTTP server; Next is its request handler. */
/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  compress: true,
  devIndicators: false,
  // Types are checked by `npm test`; a start need not check them again.
  typescript: { ignoreBuildErrors: true },
  // Browsers ask for the icon by this name where a page has not named its own yet.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  // Packages with native parts or worker threads of their own stay outside of the bundle.
  serverExternalPackages: [
    "pg",
    "pg-copy-streams",
    "pino",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@resvg/resvg-wasm",
    "dejavu-fonts-ttf",
    "nodemailer",
  ],
};
export default config;
