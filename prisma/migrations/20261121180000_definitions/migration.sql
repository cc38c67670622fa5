-- CreateTable
CREATE TABLE "definition" (
    "id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "is_current" BOOLEAN NOT NULL,
    "is_deleted" BOOLEAN NOT NULL,

    CONSTRAINT "definition_pkey" PRIMARY KEY ("id","revision")
);

-- CreateIndex
CREATE INDEX "definition_kind_saved_at_idx" ON "definition"("kind", "saved_at");

-- One current revision of each, and one name for those in force (partial, so not in schema.prisma)
CREATE UNIQUE INDEX "definition_current_key" ON "definition"("id") WHERE "is_current";
CREATE UNIQUE INDEX "definition_name_key" ON "definition"("kind", "name") WHERE "is_current" AND NOT "is_deleted";
