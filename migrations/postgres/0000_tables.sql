CREATE TABLE "approvals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "approvals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run" bigint NOT NULL,
	"gate_path" text COLLATE "C" NOT NULL,
	"gate_attempt" text COLLATE "C" NOT NULL,
	"title" text COLLATE "C" NOT NULL,
	"message" text COLLATE "C",
	"approvers" jsonb NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"withdrawn_because" text COLLATE "C",
	"opened_at" bigint NOT NULL,
	"settled_at" bigint
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" bigint NOT NULL,
	"actor" text COLLATE "C" NOT NULL,
	"action" text COLLATE "C" NOT NULL,
	"run" bigint,
	"detail" jsonb NOT NULL,
	"previous" text COLLATE "C" NOT NULL,
	"hash" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "decisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"approval" bigint NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"verdict" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C",
	"surface" text COLLATE "C" NOT NULL,
	"inbox" bigint NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "engine_calls" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "engine_calls_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"engine" text COLLATE "C" NOT NULL,
	"run" bigint NOT NULL,
	"approval" bigint,
	"kind" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"note" text COLLATE "C",
	"next_at" bigint DEFAULT 0 NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL,
	"settled_at" bigint,
	"lease_epoch" bigint DEFAULT 0 NOT NULL,
	"lease_until" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "executions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "executions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"engine" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"workflow" text COLLATE "C" NOT NULL,
	"document" jsonb NOT NULL,
	"state" jsonb NOT NULL,
	"phase" text COLLATE "C" NOT NULL,
	"order" bigint NOT NULL,
	"wake_at" bigint,
	"untold" bigint,
	"created_at" bigint NOT NULL,
	"ended_at" bigint,
	"lease_epoch" bigint DEFAULT 0 NOT NULL,
	"lease_until" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"platform" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"conversation" text COLLATE "C" NOT NULL,
	"event" jsonb NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"reply" jsonb,
	"reply_state" text COLLATE "C" DEFAULT 'none' NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"next_at" bigint DEFAULT 0 NOT NULL,
	"stored_at" bigint NOT NULL,
	"done_at" bigint,
	"lease_epoch" bigint DEFAULT 0 NOT NULL,
	"lease_until" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run" bigint NOT NULL,
	"post" bigint,
	"platform" text COLLATE "C" NOT NULL,
	"room" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"subject" jsonb NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"note" text COLLATE "C",
	"ref" jsonb,
	"begun" text COLLATE "C" DEFAULT 'none' NOT NULL,
	"next_at" bigint DEFAULT 0 NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL,
	"lease_epoch" bigint DEFAULT 0 NOT NULL,
	"lease_until" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "posts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run" bigint NOT NULL,
	"platform" text COLLATE "C" NOT NULL,
	"room" text COLLATE "C" NOT NULL,
	"thread" text COLLATE "C",
	"key" text COLLATE "C" NOT NULL,
	"ref" jsonb,
	"message" text COLLATE "C",
	"wanted" bigint NOT NULL,
	"shown" bigint DEFAULT 0 NOT NULL,
	"hash" text COLLATE "C",
	"urgent" boolean DEFAULT false NOT NULL,
	"state" text COLLATE "C" DEFAULT 'live' NOT NULL,
	"note" text COLLATE "C",
	"begun" text COLLATE "C" DEFAULT 'none' NOT NULL,
	"next_at" bigint DEFAULT 0 NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"reposts" bigint DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL,
	"lease_epoch" bigint DEFAULT 0 NOT NULL,
	"lease_until" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"engine" text COLLATE "C" NOT NULL,
	"ref" text COLLATE "C",
	"key" text COLLATE "C" NOT NULL,
	"app" text COLLATE "C",
	"environment" text COLLATE "C",
	"workflow" text COLLATE "C" NOT NULL,
	"parameters" jsonb NOT NULL,
	"initiator" text COLLATE "C",
	"initiator_name" text COLLATE "C",
	"inbox" bigint,
	"phase" text COLLATE "C" NOT NULL,
	"observed" bigint DEFAULT 0 NOT NULL,
	"snapshot" jsonb,
	"trouble" jsonb,
	"created_at" bigint NOT NULL,
	"ended_at" bigint
);
--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_gate" ON "approvals" USING btree ("run","gate_path","gate_attempt");--> statement-breakpoint
CREATE INDEX "approvals_open" ON "approvals" USING btree ("opened_at") WHERE "approvals"."state" = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "decisions_person" ON "decisions" USING btree ("approval","person");--> statement-breakpoint
CREATE UNIQUE INDEX "engine_calls_key" ON "engine_calls" USING btree ("key");--> statement-breakpoint
CREATE INDEX "engine_calls_due" ON "engine_calls" USING btree ("id") WHERE "engine_calls"."settled_at" IS NULL;--> statement-breakpoint
CREATE INDEX "engine_calls_run" ON "engine_calls" USING btree ("run");--> statement-breakpoint
CREATE UNIQUE INDEX "executions_key" ON "executions" USING btree ("engine","key");--> statement-breakpoint
CREATE INDEX "executions_waking" ON "executions" USING btree ("engine","wake_at") WHERE "executions"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "executions_telling" ON "executions" USING btree ("engine","untold") WHERE "executions"."untold" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_key" ON "inbox" USING btree ("platform","key");--> statement-breakpoint
CREATE INDEX "inbox_waiting" ON "inbox" USING btree ("conversation") WHERE "inbox"."state" = 'stored';--> statement-breakpoint
CREATE INDEX "inbox_reply" ON "inbox" USING btree ("id") WHERE "inbox"."reply_state" = 'owed';--> statement-breakpoint
CREATE INDEX "inbox_done" ON "inbox" USING btree ("done_at") WHERE "inbox"."done_at" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "notices_key" ON "notices" USING btree ("key");--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("id") WHERE "notices"."state" = 'owed';--> statement-breakpoint
CREATE UNIQUE INDEX "posts_key" ON "posts" USING btree ("key");--> statement-breakpoint
CREATE UNIQUE INDEX "posts_place" ON "posts" USING btree ("run","platform","room");--> statement-breakpoint
CREATE INDEX "posts_message" ON "posts" USING btree ("platform","room","message");--> statement-breakpoint
CREATE INDEX "posts_due" ON "posts" USING btree ("next_at") WHERE "posts"."state" = 'live' AND "posts"."wanted" > "posts"."shown";--> statement-breakpoint
CREATE UNIQUE INDEX "runs_key" ON "runs" USING btree ("key");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_ref" ON "runs" USING btree ("engine","ref");--> statement-breakpoint
CREATE INDEX "runs_phase" ON "runs" USING btree ("phase","engine");