ALTER TABLE `executions` ADD `untold` integer;--> statement-breakpoint
CREATE INDEX `executions_untold` ON `executions` (`untold`);