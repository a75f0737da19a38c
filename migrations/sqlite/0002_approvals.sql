CREATE TABLE `delegations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`person` text NOT NULL,
	`delegate` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `delegations_until` ON `delegations` (`until`);--> statement-breakpoint
CREATE TABLE `identities` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`platform` text NOT NULL,
	`account` text NOT NULL,
	`person` text NOT NULL,
	`linked_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `identities_account` ON `identities` (`platform`,`account`);--> statement-breakpoint
CREATE INDEX `identities_person` ON `identities` (`person`);--> statement-breakpoint
CREATE TABLE `link_requests` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`code` text NOT NULL,
	`platform` text NOT NULL,
	`account` text NOT NULL,
	`name` text,
	`until` integer NOT NULL,
	`shown_to` text,
	`used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `link_requests_code` ON `link_requests` (`code`);--> statement-breakpoint
CREATE INDEX `link_requests_account` ON `link_requests` (`platform`,`account`);--> statement-breakpoint
CREATE INDEX `link_requests_until` ON `link_requests` (`until`);--> statement-breakpoint
DROP INDEX `approvals_gate`;--> statement-breakpoint
ALTER TABLE `approvals` ADD `round` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `approvals` ADD `policy` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `authors` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `digest` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `wake_at` integer;--> statement-breakpoint
ALTER TABLE `approvals` ADD `reminders` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `approvals` ADD `escalated` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `approvals_gate_round` ON `approvals` (`run`,`gate_path`,`gate_attempt`,`round`);--> statement-breakpoint
CREATE INDEX `approvals_waking` ON `approvals` (`wake_at`) WHERE "approvals"."wake_at" IS NOT NULL;--> statement-breakpoint
DROP INDEX `decisions_person`;--> statement-breakpoint
ALTER TABLE `decisions` ADD `seat` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `level` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `decisions` ADD `fields` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `state` text DEFAULT 'counted' NOT NULL;--> statement-breakpoint
ALTER TABLE `decisions` ADD `break_glass` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `decisions_counted` ON `decisions` (`approval`,`person`) WHERE "decisions"."state" = 'counted';--> statement-breakpoint
CREATE INDEX `decisions_approval` ON `decisions` (`approval`);