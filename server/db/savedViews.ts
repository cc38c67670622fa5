/** Pages as somebody left them: name, path and query. */
import type { Prisma } from "./prisma.ts";

export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly query: string;
  readonly updatedMs: number;
}

/** By name. At most `limit`. */
export async function readSavedViews(prisma: Prisma, limit: number): Promise<SavedView[]> {
  const rows = await prisma.savedView.findMany({ orderBy: [{ name: "asc" }, { id: "asc" }], take: limit });
  return rows.map(({ id, name, path, query, updatedAt }) => ({
    id,
    name,
    path,
    query,
    updatedMs: updatedAt.getTime(),
  }));
}

/** Saves a new view, or an old one under its id. Resolves to the id. */
export async function saveView(
  prisma: Prisma,
  view: { readonly id?: string; readonly name: string; readonly path: string; readonly query: string },
): Promise<string> {
  const { id, ...data } = view;
  const saved = id
    ? await prisma.savedView.upsert({ where: { id }, create: { id, ...data }, update: data })
    : await prisma.savedView.create({ data });
  return saved.id;
}

/** True when there was such a view. */
export async function deleteView(prisma: Prisma, id: string): Promise<boolean> {
  const { count } = await prisma.savedView.deleteMany({ where: { id } });
  return count > 0;
}
