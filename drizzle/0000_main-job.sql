CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`name` text NOT NULL,
	`key_hash` text NOT NULL,
	`key_prefix` text NOT NULL,
	`last_four` text NOT NULL,
	`mode` text DEFAULT 'live' NOT NULL,
	`permissions` text NOT NULL,
	`expires_at` text,
	`revoked_at` text,
	`last_used_at` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `idx_tenants_api_key` ON `api_keys` (`key_hash`);--> statement-breakpoint
CREATE INDEX `idx_api_keys_tenant` ON `api_keys` (`tenant_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `api_metrics` (
	`tenant_id` text NOT NULL,
	`created_at` text NOT NULL,
	`endpoint` text NOT NULL,
	`method` text NOT NULL,
	`status_code` integer NOT NULL,
	`requests` integer NOT NULL,
	`response_time` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `created_at`, `endpoint`, `method`, `status_code`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`actor_type` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`operation` text NOT NULL,
	`entity` text NOT NULL,
	`entity_id` text NOT NULL,
	`before` text,
	`after` text,
	`request_id` text,
	`ip_address` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `audit_log_tenant_id` ON `audit_log` (`tenant_id`,`id`);--> statement-breakpoint
CREATE TABLE `communication_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`communication_id` integer NOT NULL,
	`type` text NOT NULL,
	`source` text NOT NULL,
	`status` text,
	`applied` integer DEFAULT false NOT NULL,
	`details` text DEFAULT '{}' NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`communication_id`) REFERENCES `communication_log`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `communication_events_communication` ON `communication_events` (`tenant_id`,`communication_id`,`id`);--> statement-breakpoint
CREATE TABLE `communication_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`network_type` text NOT NULL,
	`direction` text DEFAULT 'outbound' NOT NULL,
	`to_number` text NOT NULL,
	`from_number` text NOT NULL,
	`message_content` text,
	`twilio_sid` text,
	`status` text NOT NULL,
	`provider_status` text,
	`error_code` integer,
	`error_message` text,
	`xml_filename` text,
	`cost_amount` integer,
	`cost_currency` text,
	`estimated_cost` integer DEFAULT 0 NOT NULL,
	`duration_seconds` integer,
	`segments` integer,
	`encoding` text,
	`voice_message_id` integer,
	`voice_xml_id` integer,
	`phone_number_id` text,
	`retry_of` integer,
	`idempotency_key` text,
	`is_test` integer DEFAULT false NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`ended_at` text,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`voice_message_id`) REFERENCES `voice_messages`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tenant_id`,`voice_xml_id`) REFERENCES `voice_xml`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tenant_id`,`phone_number_id`) REFERENCES `phone_numbers`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tenant_id`,`retry_of`) REFERENCES `communication_log`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `communication_log_tenant_id_id` ON `communication_log` (`tenant_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `communication_log_tenant_sid` ON `communication_log` (`tenant_id`,`twilio_sid`);--> statement-breakpoint
CREATE UNIQUE INDEX `communication_log_tenant_idempotency` ON `communication_log` (`tenant_id`,`idempotency_key`);--> statement-breakpoint
CREATE INDEX `idx_communication_log_tenant_date` ON `communication_log` (`tenant_id`,"created_at" desc);--> statement-breakpoint
CREATE INDEX `communication_log_tenant_number` ON `communication_log` (`tenant_id`,`to_number`);--> statement-breakpoint
CREATE INDEX `communication_log_xml` ON `communication_log` (`tenant_id`,`voice_xml_id`);--> statement-breakpoint
CREATE INDEX `communication_log_retries` ON `communication_log` (`tenant_id`,`retry_of`) WHERE "communication_log"."retry_of" is not null;--> statement-breakpoint
CREATE TABLE `error_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text,
	`error_type` text NOT NULL,
	`error_message` text NOT NULL,
	`error_details` text,
	`endpoint` text,
	`user_agent` text,
	`ip_address` text,
	`request_id` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `idx_error_log_tenant_date` ON `error_log` (`tenant_id`,"created_at" desc);--> statement-breakpoint
CREATE INDEX `error_log_tenant_id` ON `error_log` (`tenant_id`,`id`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`tenant_id` text NOT NULL,
	`key` text NOT NULL,
	`operation` text NOT NULL,
	`body_hash` text NOT NULL,
	`owner` text NOT NULL,
	`lease_until` text NOT NULL,
	`response_status` integer,
	`response_body` text,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `key`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_expiry` ON `idempotency_keys` (`tenant_id`,`expires_at`);--> statement-breakpoint
CREATE TABLE `opt_outs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`phone_number` text NOT NULL,
	`source` text NOT NULL,
	`reason` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `opt_outs_tenant_number` ON `opt_outs` (`tenant_id`,`phone_number`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`run_at` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`fence` integer DEFAULT 0 NOT NULL,
	`lease_until` text,
	`last_error` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`run_at`);--> statement-breakpoint
CREATE INDEX `outbox_tenant` ON `outbox` (`tenant_id`);--> statement-breakpoint
CREATE TABLE `phone_numbers` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`phone_number` text NOT NULL,
	`twilio_sid` text,
	`label` text,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `phone_numbers_tenant_id_id` ON `phone_numbers` (`tenant_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `phone_numbers_tenant_number` ON `phone_numbers` (`tenant_id`,`phone_number`);--> statement-breakpoint
CREATE TABLE `refused_deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`reason` text NOT NULL,
	`url` text NOT NULL,
	`body` text NOT NULL,
	`ip_address` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `refused_deliveries_tenant` ON `refused_deliveries` (`tenant_id`,`id`);--> statement-breakpoint
CREATE TABLE `settings` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`timezone` text DEFAULT 'UTC' NOT NULL,
	`locale` text DEFAULT 'en-US' NOT NULL,
	`currency` text DEFAULT 'USD' NOT NULL,
	`max_calls_per_day` integer,
	`spend_limit_per_day_micros` integer,
	`allowed_countries` text,
	`quiet_hours` text,
	`voices` text DEFAULT '{}' NOT NULL,
	`allowed_origins` text DEFAULT '[]' NOT NULL,
	`sms_segment_price_micros` integer DEFAULT 8300 NOT NULL,
	`call_minute_price_micros` integer DEFAULT 14000 NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `tenants` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`from_number` text,
	`plan` text DEFAULT 'standard' NOT NULL,
	`status` text DEFAULT 'active' NOT NULL,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idx_tenants_status` ON `tenants` (`status`);--> statement-breakpoint
CREATE TABLE `twilio_credentials` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`account_sid` text NOT NULL,
	`auth_token_sealed` text NOT NULL,
	`auth_token_last_four` text NOT NULL,
	`secondary_token_sealed` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `idx_twilio_credentials_tenant` ON `twilio_credentials` (`tenant_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`username` text NOT NULL,
	`password_hash` text NOT NULL,
	`display_name` text NOT NULL,
	`email` text,
	`external_subject` text,
	`permissions` text NOT NULL,
	`is_admin` integer DEFAULT false NOT NULL,
	`is_active` integer DEFAULT true NOT NULL,
	`last_login_at` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_tenant_username` ON `users` (`tenant_id`,`username`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_tenant_external_subject` ON `users` (`tenant_id`,`external_subject`);--> statement-breakpoint
CREATE INDEX `idx_users_tenant_username` ON `users` (`tenant_id`,`username`);--> statement-breakpoint
CREATE TABLE `voice_files` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`filename` text NOT NULL,
	`file_type` text NOT NULL,
	`file_path` text NOT NULL,
	`file_size` integer,
	`description` text,
	`tag_list` text,
	`caller_number` text,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `voice_files_tenant_id_id` ON `voice_files` (`tenant_id`,`id`);--> statement-breakpoint
CREATE INDEX `idx_voice_files_tenant` ON `voice_files` (`tenant_id`,`is_active`);--> statement-breakpoint
CREATE TABLE `voice_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`name` text NOT NULL,
	`voice_text` text NOT NULL,
	`voice_gender` text DEFAULT 'alice' NOT NULL,
	`voice_age` integer DEFAULT 25 NOT NULL,
	`voice_rate` text DEFAULT 'medium' NOT NULL,
	`tropo_voice` text,
	`voice_type` text DEFAULT 'message' NOT NULL,
	`voice_settings` text,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `voice_messages_tenant_id_id` ON `voice_messages` (`tenant_id`,`id`);--> statement-breakpoint
CREATE INDEX `idx_voice_messages_tenant` ON `voice_messages` (`tenant_id`,`is_active`);--> statement-breakpoint
CREATE TABLE `voice_xml` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`public_id` text NOT NULL,
	`xml_content` text NOT NULL,
	`xml_filename` text,
	`voice_message_id` integer,
	`is_active` integer DEFAULT true NOT NULL,
	`expires_at` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`voice_message_id`) REFERENCES `voice_messages`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `voice_xml_public_id` ON `voice_xml` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `voice_xml_tenant_id_id` ON `voice_xml` (`tenant_id`,`id`);--> statement-breakpoint
CREATE INDEX `idx_voice_xml_tenant` ON `voice_xml` (`tenant_id`,`is_active`);--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`provider` text NOT NULL,
	`kind` text NOT NULL,
	`dedupe_key` text NOT NULL,
	`provider_sid` text,
	`url` text NOT NULL,
	`params` text NOT NULL,
	`idempotency_token` text,
	`state` text NOT NULL,
	`duplicates` integer DEFAULT 0 NOT NULL,
	`communication_id` integer,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_dedupe` ON `webhook_deliveries` (`tenant_id`,`dedupe_key`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_sid` ON `webhook_deliveries` (`tenant_id`,`provider_sid`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_date` ON `webhook_deliveries` (`tenant_id`,`created_at`);