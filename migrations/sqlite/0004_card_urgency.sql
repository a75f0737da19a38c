ALTER TABLE `posts` ADD `urgency` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `posts` ADD `via` integer;--> statement-breakpoint
ALTER TABLE `posts` ADD `via_until` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `posts` ADD `via_uses` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `posts` SET `urgency` = 2 WHERE `urgent`;--> statement-breakpoint
ALTER TABLE `posts` DROP COLUMN `urgent`;
