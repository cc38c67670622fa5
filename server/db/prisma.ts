/**
 * The Prisma client over pg; its types stop in this folder. Made when the first question comes, since a role that asks none should
 * not pay for it.
 */
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client.ts";

export type Prisma = InstanceType<typeof PrismaClient>;

export function createPrisma(connectionString: string): Prisma {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 4 }) });
}
