/** Path and query of the picture of an alert as of an instant (server/api/alertPictureDoor.ts). */
export const picturePath = (fingerprint: string, atMs: number): string =>
  `/api/alerts/${encodeURIComponent(fingerprint)}/chart.png?at=${encodeURIComponent(new Date(atMs).toISOString())}`;
