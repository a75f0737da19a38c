CREATE TABLE `lock_waits` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`lock` integer NOT NULL,
	`person` text NOT NULL,
	`platform` text NOT NULL,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `lock_waits_person` ON `lock_waits` (`lock`,`person`);--> statement-breakpoint
CREATE TABLE `locks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`app` text NOT NULL,
	`environment` text NOT NULL,
	`owner` text NOT NULL,
	`platform` text NOT NULL,
	`reason` text NOT NULL,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `locks_place` ON `locks` (`app`,`environment`);--> statement-breakpoint
CREATE TABLE `schedules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`app` text NOT NULL,
	`environment` text NOT NULL,
	`parameters` text NOT NULL,
	`person` text NOT NULL,
	`room` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`run` integer,
	`note` text,
	`wake_at` integer,
	`created_at` integer NOT NULL,
	`settled_at` integer
);
--> statement-breakpoint
CREATE INDEX `schedules_waking` ON `schedules` (`wake_at`) WHERE "schedules"."wake_at" IS NOT NULL;