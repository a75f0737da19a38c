CREATE TABLE "past_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "past_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run" bigint NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"engine" text COLLATE "C" NOT NULL,
	"workflow" text COLLATE "C" NOT NULL,
	"app" text COLLATE "C",
	"environment" text COLLATE "C",
	"parameters" jsonb NOT NULL,
	"outcome" text COLLATE "C",
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "past_runs_key" ON "past_runs" USING btree ("key");--> statement-breakpoint
CREATE INDEX "past_runs_place" ON "past_runs" USING btree ("app","environment","run");--> statement-breakpoint
CREATE INDEX "past_runs_until" ON "past_runs" USING btree ("until");