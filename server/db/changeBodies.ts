/** Changes what is stored of definitions without a revision more: how it is kept, not what somebody decided. */
import type { DefinitionKind } from "./definitions.ts";
import type { Prisma } from "./prisma.ts";

/** Of every revision whose body `change` gives another object for. Resolves to how many. */
export async function changeBodies(
  prisma: Prisma,
  kind: DefinitionKind,
  change: (body: unknown) => unknown,
): Promise<number> {
  const rows = await prisma.definition.findMany({ where: { kind }, select: { id: true, revision: true, body: true } });
  let count = 0;
  for (const { id, revision, body } of rows) {
    const next = change(body);
    if (next === body) continue;
    const data = { body: JSON.parse(JSON.stringify(next)) };
    await prisma.definition.update({ where: { id_revision: { id, revision } }, data });
    count++;
  }
  return count;
}
