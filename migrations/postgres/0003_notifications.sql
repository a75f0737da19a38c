ALTER TABLE "notices" ADD COLUMN "urgent" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "unreached" jsonb;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "closed_at" bigint;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "outcome" text COLLATE "C";--> statement-breakpoint
CREATE INDEX "notices_run" ON "notices" USING btree ("run","platform","room");--> statement-breakpoint
CREATE INDEX "notices_buried" ON "notices" USING btree ("closed_at") WHERE "notices"."state" = 'buried';--> statement-breakpoint
CREATE INDEX "runs_outcome" ON "runs" USING btree ("engine","workflow","id") WHERE "runs"."outcome" IS NOT NULL;