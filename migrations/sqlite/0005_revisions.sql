CREATE TABLE `revision_numbers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`app` text NOT NULL,
	`environment` text NOT NULL,
	`newest` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `revision_numbers_place` ON `revision_numbers` (`app`,`environment`);--> statement-breakpoint
CREATE TABLE `revisions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`app` text NOT NULL,
	`environment` text NOT NULL,
	`number` integer NOT NULL,
	`run` integer NOT NULL,
	`workflow` text NOT NULL,
	`parameters` text,
	`images` text NOT NULL,
	`commits` text NOT NULL,
	`by` text,
	`by_name` text,
	`rollback_to` integer,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `revisions_number` ON `revisions` (`app`,`environment`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `revisions_run` ON `revisions` (`run`);--> statement-breakpoint
ALTER TABLE `runs` ADD `revision` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `rollback_to` integer;