ALTER TABLE "posts" ADD COLUMN "urgency" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "via" bigint;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "via_until" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "via_uses" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE "posts" SET "urgency" = 2 WHERE "urgent";--> statement-breakpoint
ALTER TABLE "posts" DROP COLUMN "urgent";
