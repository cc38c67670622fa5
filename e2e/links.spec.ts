/** A message that was published in one trace and consumed in another: from its producer to its consumer, and back. */
import { randomTraceId, sendTrace, spanId } from "./rawSender.ts";
import { expect, open, test } from "./test.ts";

test("a click leads from a message to its consumer's trace, and from there back", async ({ page }) => {
  const own = randomTraceId().slice(0, 6);
  const [shipping, mailer] = [`shipping-${own}`, `mailer-${own}`];
  const atMs = Date.now() - 60_000;
  const sent = await sendTrace(
    [
      { spanId: spanId(1), name: "ship", fromMs: 0, toMs: 20, service: shipping },
      {
        ...{ spanId: spanId(2), parentSpanId: spanId(1), name: "notifications send", kind: 4, service: shipping },
        ...{ fromMs: 5, toMs: 9 },
      },
    ],
    atMs,
  );
  const links = [{ traceId: sent, spanId: spanId(2) }];
  const consumed = await sendTrace(
    [{ spanId: spanId(3), name: "notifications process", kind: 5, fromMs: 900, toMs: 950, service: mailer, links }],
    atMs,
  );
  const panel = page.getByRole("complementary", { name: "Span", exact: true });

  await open(page, `/traces/${sent}?span=${spanId(2)}&panel=span`);
  await expect(panel.getByRole("heading", { name: "Consumed by" })).toBeVisible();
  await panel.getByRole("link", { name: `${mailer} notifications process` }).click();

  await expect(page).toHaveURL(new RegExp(`/traces/${consumed}`));
  await expect(panel.getByRole("heading", { name: "notifications process" })).toBeVisible();
  await panel.getByRole("link", { name: `${shipping} notifications send` }).click();

  await expect(page).toHaveURL(new RegExp(`/traces/${sent}`));
  await expect(panel.getByRole("heading", { name: "notifications send" })).toBeVisible();
});
