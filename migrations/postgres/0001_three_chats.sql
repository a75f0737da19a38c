ALTER TABLE "decisions" ADD COLUMN "platform" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "message" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "reissues" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "previous" jsonb;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "posted_at" bigint;--> statement-breakpoint
CREATE INDEX "notices_message" ON "notices" USING btree ("platform","room","message");