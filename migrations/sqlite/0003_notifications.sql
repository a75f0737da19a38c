ALTER TABLE `notices` ADD `urgent` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `notices` ADD `unreached` text;--> statement-breakpoint
ALTER TABLE `notices` ADD `closed_at` integer;--> statement-breakpoint
CREATE INDEX `notices_run` ON `notices` (`run`,`platform`,`room`);--> statement-breakpoint
CREATE INDEX `notices_buried` ON `notices` (`closed_at`) WHERE "notices"."state" = 'buried';--> statement-breakpoint
ALTER TABLE `runs` ADD `outcome` text;--> statement-breakpoint
CREATE INDEX `runs_outcome` ON `runs` (`engine`,`workflow`,`id`) WHERE "runs"."outcome" IS NOT NULL;