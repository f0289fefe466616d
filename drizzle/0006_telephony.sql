CREATE TABLE `recordings` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`recording_sid` text NOT NULL,
	`communication_id` integer,
	`call_sid` text NOT NULL,
	`source` text NOT NULL,
	`status` text NOT NULL,
	`duration_seconds` integer,
	`created_at` text NOT NULL,
	`deleted_at` text,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`communication_id`) REFERENCES `communication_log`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recordings_tenant_sid` ON `recordings` (`tenant_id`,`recording_sid`);--> statement-breakpoint
CREATE INDEX `recordings_date` ON `recordings` (`tenant_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `recordings_communication` ON `recordings` (`tenant_id`,`communication_id`);--> statement-breakpoint
CREATE TABLE `telephony_findings` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`resource` text NOT NULL,
	`resource_sid` text NOT NULL,
	`resource_name` text NOT NULL,
	`field` text NOT NULL,
	`expected` text NOT NULL,
	`actual` text NOT NULL,
	`state` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `telephony_findings_field` ON `telephony_findings` (`tenant_id`,`resource_sid`,`field`);--> statement-breakpoint
CREATE INDEX `telephony_findings_state` ON `telephony_findings` (`tenant_id`,`state`);--> statement-breakpoint
ALTER TABLE `communication_log` ADD `peer_number` text GENERATED ALWAYS AS ((case direction when 'inbound' then from_number else to_number end)) VIRTUAL;--> statement-breakpoint
ALTER TABLE `communication_log` ADD `inbound_result` text;--> statement-breakpoint
ALTER TABLE `communication_log` ADD `seen_at` text;--> statement-breakpoint
ALTER TABLE `communication_log` ADD `user_id` integer;--> statement-breakpoint
CREATE INDEX `communication_log_peer` ON `communication_log` (`tenant_id`,`peer_number`,"id" desc);--> statement-breakpoint
CREATE INDEX `communication_log_unseen` ON `communication_log` (`tenant_id`,`network_type`) WHERE direction = 'inbound' and seen_at is null;--> statement-breakpoint
ALTER TABLE `phone_numbers` ADD `capabilities` text;--> statement-breakpoint
ALTER TABLE `phone_numbers` ADD `voice_routing` text;--> statement-breakpoint
ALTER TABLE `phone_numbers` ADD `sms_routing` text;--> statement-breakpoint
CREATE UNIQUE INDEX `phone_numbers_owner` ON `phone_numbers` (`phone_number`) WHERE "phone_numbers"."is_active" = 1;--> statement-breakpoint
ALTER TABLE `settings` ADD `auto_record_calls` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `recording_announcement` text;--> statement-breakpoint
ALTER TABLE `settings` ADD `recording_retention_days` integer;--> statement-breakpoint
ALTER TABLE `settings` ADD `repair_telephony` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `exclusive_account_sid` text;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `secondary_token_last_four` text;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `api_key_sid` text;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `api_key_secret_sealed` text;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `api_key_secret_last_four` text;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `messaging_service_sid` text;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `twiml_app_sid` text;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `is_subaccount` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `tested_at` text;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `verified_at` text;--> statement-breakpoint
ALTER TABLE `twilio_credentials` ADD `verify_error` text;--> statement-breakpoint
UPDATE `twilio_credentials` SET `exclusive_account_sid` = `account_sid` WHERE (SELECT count(*) FROM `twilio_credentials` AS `same` WHERE `same`.`account_sid` = `twilio_credentials`.`account_sid`) = 1;--> statement-breakpoint
CREATE UNIQUE INDEX `twilio_credentials_account` ON `twilio_credentials` (`exclusive_account_sid`);--> statement-breakpoint
CREATE UNIQUE INDEX `twilio_credentials_account_lookup` ON `twilio_credentials` (`account_sid`,`tenant_id`);