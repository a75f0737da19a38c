CREATE TABLE "moved_messages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "moved_messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"post" bigint NOT NULL,
	"platform" text COLLATE "C" NOT NULL,
	"room" text COLLATE "C" NOT NULL,
	"message" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "platform" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "message" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "reissues" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "previous" jsonb;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "posted_at" bigint;--> statement-breakpoint
CREATE UNIQUE INDEX "moved_messages_message" ON "moved_messages" USING btree ("platform","room","message");--> statement-breakpoint
CREATE INDEX "notices_message" ON "notices" USING btree ("platform","room","message");