DROP INDEX "approvals_state";--> statement-breakpoint
DROP INDEX "executions_wake";--> statement-breakpoint
DROP INDEX "executions_untold";--> statement-breakpoint
DROP INDEX "inbox_conversation";--> statement-breakpoint
DROP INDEX "engine_calls_due";--> statement-breakpoint
DROP INDEX "inbox_reply";--> statement-breakpoint
DROP INDEX "notices_due";--> statement-breakpoint
DROP INDEX "posts_due";--> statement-breakpoint
DROP INDEX "runs_phase";--> statement-breakpoint
CREATE INDEX "approvals_open" ON "approvals" USING btree ("opened_at") WHERE "approvals"."state" = 'open';--> statement-breakpoint
CREATE INDEX "executions_waking" ON "executions" USING btree ("engine","wake_at") WHERE "executions"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "executions_telling" ON "executions" USING btree ("engine","untold") WHERE "executions"."untold" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "inbox_waiting" ON "inbox" USING btree ("conversation") WHERE "inbox"."state" = 'stored';--> statement-breakpoint
CREATE INDEX "inbox_done" ON "inbox" USING btree ("done_at") WHERE "inbox"."done_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "engine_calls_due" ON "engine_calls" USING btree ("id") WHERE "engine_calls"."settled_at" IS NULL;--> statement-breakpoint
CREATE INDEX "inbox_reply" ON "inbox" USING btree ("id") WHERE "inbox"."reply_state" = 'owed';--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("id") WHERE "notices"."state" = 'owed';--> statement-breakpoint
CREATE INDEX "posts_due" ON "posts" USING btree ("next_at") WHERE "posts"."state" = 'live' AND "posts"."wanted" > "posts"."shown";--> statement-breakpoint
CREATE INDEX "runs_phase" ON "runs" USING btree ("phase","engine");