CREATE TABLE "revision_numbers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "revision_numbers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"app" text COLLATE "C" NOT NULL,
	"environment" text COLLATE "C" NOT NULL,
	"newest" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "revisions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "revisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"app" text COLLATE "C" NOT NULL,
	"environment" text COLLATE "C" NOT NULL,
	"number" bigint NOT NULL,
	"run" bigint NOT NULL,
	"workflow" text COLLATE "C" NOT NULL,
	"parameters" jsonb,
	"images" jsonb NOT NULL,
	"commits" jsonb NOT NULL,
	"by" text COLLATE "C",
	"by_name" text COLLATE "C",
	"rollback_to" bigint,
	"at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "revision" bigint;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "rollback_to" bigint;--> statement-breakpoint
CREATE UNIQUE INDEX "revision_numbers_place" ON "revision_numbers" USING btree ("app","environment");--> statement-breakpoint
CREATE UNIQUE INDEX "revisions_number" ON "revisions" USING btree ("app","environment","number");--> statement-breakpoint
CREATE UNIQUE INDEX "revisions_run" ON "revisions" USING btree ("run");