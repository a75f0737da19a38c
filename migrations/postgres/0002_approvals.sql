CREATE TABLE "delegations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "delegations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person" text COLLATE "C" NOT NULL,
	"delegate" text COLLATE "C" NOT NULL,
	"since" bigint NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "identities_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"platform" text COLLATE "C" NOT NULL,
	"account" text COLLATE "C" NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"linked_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "link_requests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "link_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"code" text COLLATE "C" NOT NULL,
	"platform" text COLLATE "C" NOT NULL,
	"account" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C",
	"until" bigint NOT NULL,
	"shown_to" text COLLATE "C",
	"used_at" bigint
);
--> statement-breakpoint
DROP INDEX "approvals_gate";--> statement-breakpoint
DROP INDEX "decisions_person";--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "round" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "policy" jsonb;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "authors" jsonb;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "digest" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "wake_at" bigint;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "reminders" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "escalated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "seat" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "level" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "fields" jsonb;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "state" text COLLATE "C" DEFAULT 'counted' NOT NULL;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "break_glass" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "delegations_until" ON "delegations" USING btree ("until");--> statement-breakpoint
CREATE UNIQUE INDEX "identities_account" ON "identities" USING btree ("platform","account");--> statement-breakpoint
CREATE INDEX "identities_person" ON "identities" USING btree ("person");--> statement-breakpoint
CREATE UNIQUE INDEX "link_requests_code" ON "link_requests" USING btree ("code");--> statement-breakpoint
CREATE INDEX "link_requests_account" ON "link_requests" USING btree ("platform","account");--> statement-breakpoint
CREATE INDEX "link_requests_until" ON "link_requests" USING btree ("until");--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_gate_round" ON "approvals" USING btree ("run","gate_path","gate_attempt","round");--> statement-breakpoint
CREATE INDEX "approvals_waking" ON "approvals" USING btree ("wake_at") WHERE "approvals"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "decisions_counted" ON "decisions" USING btree ("approval","person") WHERE "decisions"."state" = 'counted';--> statement-breakpoint
CREATE INDEX "decisions_approval" ON "decisions" USING btree ("approval");