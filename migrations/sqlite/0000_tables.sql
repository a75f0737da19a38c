CREATE TABLE `approvals` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run` integer NOT NULL,
	`gate_path` text NOT NULL,
	`gate_attempt` text NOT NULL,
	`title` text NOT NULL,
	`message` text,
	`approvers` text NOT NULL,
	`state` text NOT NULL,
	`withdrawn_because` text,
	`opened_at` integer NOT NULL,
	`settled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `approvals_gate` ON `approvals` (`run`,`gate_path`,`gate_attempt`);--> statement-breakpoint
CREATE INDEX `approvals_open` ON `approvals` (`opened_at`) WHERE "approvals"."state" = 'open';--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`run` integer,
	`detail` text NOT NULL,
	`previous` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `decisions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`approval` integer NOT NULL,
	`person` text NOT NULL,
	`verdict` text NOT NULL,
	`reason` text,
	`surface` text NOT NULL,
	`inbox` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `decisions_person` ON `decisions` (`approval`,`person`);--> statement-breakpoint
CREATE TABLE `engine_calls` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`engine` text NOT NULL,
	`run` integer NOT NULL,
	`approval` integer,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`payload` text NOT NULL,
	`state` text NOT NULL,
	`note` text,
	`next_at` integer DEFAULT 0 NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	`lease_epoch` integer DEFAULT 0 NOT NULL,
	`lease_until` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `engine_calls_key` ON `engine_calls` (`key`);--> statement-breakpoint
CREATE INDEX `engine_calls_due` ON `engine_calls` (`id`) WHERE "engine_calls"."settled_at" IS NULL;--> statement-breakpoint
CREATE INDEX `engine_calls_run` ON `engine_calls` (`run`);--> statement-breakpoint
CREATE TABLE `executions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`engine` text NOT NULL,
	`key` text NOT NULL,
	`workflow` text NOT NULL,
	`document` text NOT NULL,
	`state` text NOT NULL,
	`phase` text NOT NULL,
	`order` integer NOT NULL,
	`wake_at` integer,
	`untold` integer,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`lease_epoch` integer DEFAULT 0 NOT NULL,
	`lease_until` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `executions_key` ON `executions` (`engine`,`key`);--> statement-breakpoint
CREATE INDEX `executions_waking` ON `executions` (`engine`,`wake_at`) WHERE "executions"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_telling` ON `executions` (`engine`,`untold`) WHERE "executions"."untold" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`platform` text NOT NULL,
	`key` text NOT NULL,
	`conversation` text NOT NULL,
	`event` text NOT NULL,
	`state` text NOT NULL,
	`reply` text,
	`reply_state` text DEFAULT 'none' NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`next_at` integer DEFAULT 0 NOT NULL,
	`stored_at` integer NOT NULL,
	`done_at` integer,
	`lease_epoch` integer DEFAULT 0 NOT NULL,
	`lease_until` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_key` ON `inbox` (`platform`,`key`);--> statement-breakpoint
CREATE INDEX `inbox_waiting` ON `inbox` (`conversation`) WHERE "inbox"."state" = 'stored';--> statement-breakpoint
CREATE INDEX `inbox_reply` ON `inbox` (`id`) WHERE "inbox"."reply_state" = 'owed';--> statement-breakpoint
CREATE INDEX `inbox_done` ON `inbox` (`done_at`) WHERE "inbox"."done_at" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `notices` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run` integer NOT NULL,
	`post` integer,
	`platform` text NOT NULL,
	`room` text NOT NULL,
	`key` text NOT NULL,
	`subject` text NOT NULL,
	`state` text NOT NULL,
	`note` text,
	`ref` text,
	`begun` text DEFAULT 'none' NOT NULL,
	`next_at` integer DEFAULT 0 NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`lease_epoch` integer DEFAULT 0 NOT NULL,
	`lease_until` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notices_key` ON `notices` (`key`);--> statement-breakpoint
CREATE INDEX `notices_due` ON `notices` (`id`) WHERE "notices"."state" = 'owed';--> statement-breakpoint
CREATE TABLE `posts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run` integer NOT NULL,
	`platform` text NOT NULL,
	`room` text NOT NULL,
	`thread` text,
	`key` text NOT NULL,
	`ref` text,
	`message` text,
	`wanted` integer NOT NULL,
	`shown` integer DEFAULT 0 NOT NULL,
	`hash` text,
	`urgent` integer DEFAULT false NOT NULL,
	`state` text DEFAULT 'live' NOT NULL,
	`note` text,
	`begun` text DEFAULT 'none' NOT NULL,
	`next_at` integer DEFAULT 0 NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`reposts` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`lease_epoch` integer DEFAULT 0 NOT NULL,
	`lease_until` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `posts_key` ON `posts` (`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `posts_place` ON `posts` (`run`,`platform`,`room`);--> statement-breakpoint
CREATE INDEX `posts_message` ON `posts` (`platform`,`room`,`message`);--> statement-breakpoint
CREATE INDEX `posts_due` ON `posts` (`next_at`) WHERE "posts"."state" = 'live' AND "posts"."wanted" > "posts"."shown";--> statement-breakpoint
CREATE TABLE `runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`engine` text NOT NULL,
	`ref` text,
	`key` text NOT NULL,
	`app` text,
	`environment` text,
	`workflow` text NOT NULL,
	`parameters` text NOT NULL,
	`initiator` text,
	`initiator_name` text,
	`inbox` integer,
	`phase` text NOT NULL,
	`observed` integer DEFAULT 0 NOT NULL,
	`snapshot` text,
	`trouble` text,
	`created_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_key` ON `runs` (`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `runs_ref` ON `runs` (`engine`,`ref`);--> statement-breakpoint
CREATE INDEX `runs_phase` ON `runs` (`phase`,`engine`);