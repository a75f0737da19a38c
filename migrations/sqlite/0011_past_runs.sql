CREATE TABLE `past_runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run` integer NOT NULL,
	`key` text NOT NULL,
	`engine` text NOT NULL,
	`workflow` text NOT NULL,
	`app` text,
	`environment` text,
	`parameters` text NOT NULL,
	`outcome` text,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `past_runs_key` ON `past_runs` (`key`);--> statement-breakpoint
CREATE INDEX `past_runs_place` ON `past_runs` (`app`,`environment`,`run`);--> statement-breakpoint
CREATE INDEX `past_runs_until` ON `past_runs` (`until`);