CREATE TABLE "lock_waits" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lock_waits_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"lock" bigint NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"platform" text COLLATE "C" NOT NULL,
	"since" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "locks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "locks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"app" text COLLATE "C" NOT NULL,
	"environment" text COLLATE "C" NOT NULL,
	"owner" text COLLATE "C" NOT NULL,
	"platform" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	"since" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "schedules_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"app" text COLLATE "C" NOT NULL,
	"environment" text COLLATE "C" NOT NULL,
	"parameters" jsonb NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"room" jsonb NOT NULL,
	"at" bigint NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"run" bigint,
	"note" text COLLATE "C",
	"wake_at" bigint,
	"created_at" bigint NOT NULL,
	"settled_at" bigint
);
--> statement-breakpoint
CREATE UNIQUE INDEX "lock_waits_person" ON "lock_waits" USING btree ("lock","person");--> statement-breakpoint
CREATE UNIQUE INDEX "locks_place" ON "locks" USING btree ("app","environment");--> statement-breakpoint
CREATE INDEX "schedules_waking" ON "schedules" USING btree ("wake_at") WHERE "schedules"."wake_at" IS NOT NULL;