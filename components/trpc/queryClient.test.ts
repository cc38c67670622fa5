/** What a page shows after something was changed. */
import { QueryObserver } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { createQueryClient } from "./queryClient.ts";

describe("what is asked anew after a change", () => {
  it("is the answer after it, also where a first answer from before it was under way", async () => {
    const client = createQueryClient();
    let stored = "before";
    const asked: ((answer: string) => void)[] = [];
    const queryFn = () => {
      const read = stored;
      return new Promise<string>((resolve) => asked.push(() => resolve(read)));
    };
    const observer = new QueryObserver(client, { queryKey: ["list"], queryFn });
    const stop = observer.subscribe(() => undefined);
    stored = "after";
    const anew = client.invalidateQueries({ queryKey: ["list"] });
    const [first] = asked;
    for (let turn = 0; turn < 50 && asked.length < 2; turn++) await Promise.resolve();
    first?.("");
    asked[1]?.("");
    await anew;
    expect(observer.getCurrentResult()).toMatchObject({ data: "after", status: "success" });
    stop();
    client.clear();
  });
});
