ALTER TABLE "executions" ADD COLUMN "untold" bigint;--> statement-breakpoint
CREATE INDEX "executions_untold" ON "executions" USING btree ("untold");