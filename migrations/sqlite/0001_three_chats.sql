CREATE TABLE `moved_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`post` integer NOT NULL,
	`platform` text NOT NULL,
	`room` text NOT NULL,
	`message` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `moved_messages_message` ON `moved_messages` (`platform`,`room`,`message`);--> statement-breakpoint
ALTER TABLE `decisions` ADD `platform` text;--> statement-breakpoint
ALTER TABLE `notices` ADD `message` text;--> statement-breakpoint
CREATE INDEX `notices_message` ON `notices` (`platform`,`room`,`message`);--> statement-breakpoint
ALTER TABLE `posts` ADD `reissues` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `posts` ADD `previous` text;--> statement-breakpoint
ALTER TABLE `posts` ADD `posted_at` integer;