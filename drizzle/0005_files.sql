CREATE TABLE `file_objects` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`state` text NOT NULL,
	`sha256` text NOT NULL,
	`storage_key` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`file_type` text NOT NULL,
	`duration_ms` integer,
	`bitrate` integer,
	`channels` integer,
	`sample_rate` integer,
	`peaks` text,
	`rendition_key` text,
	`rendition_size_bytes` integer,
	`prepared_at` text,
	`problem` text,
	`owner` text,
	`lease_until` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `file_objects_tenant_id_id` ON `file_objects` (`tenant_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `file_objects_content` ON `file_objects` (`tenant_id`,`sha256`) WHERE "file_objects"."state" = 'stored';--> statement-breakpoint
CREATE UNIQUE INDEX `file_objects_storage_key` ON `file_objects` (`tenant_id`,`storage_key`);--> statement-breakpoint
CREATE INDEX `idx_file_objects_state` ON `file_objects` (`tenant_id`,`state`);--> statement-breakpoint
CREATE TABLE `file_uploads` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`filename` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`received_bytes` integer DEFAULT 0 NOT NULL,
	`pieces` text NOT NULL,
	`description` text,
	`tag_list` text,
	`caller_number` text,
	`on_conflict` text NOT NULL,
	`actor` text NOT NULL,
	`expires_at` text NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `idx_file_uploads_expiry` ON `file_uploads` (`tenant_id`,`expires_at`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_voice_files` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant_id` text NOT NULL,
	`object_id` integer NOT NULL,
	`filename` text NOT NULL,
	`name` text NOT NULL,
	`file_type` text NOT NULL,
	`file_path` text NOT NULL,
	`file_size` integer NOT NULL,
	`description` text,
	`tag_list` text,
	`caller_number` text,
	`is_active` integer DEFAULT true NOT NULL,
	`removed_at` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`object_id`) REFERENCES `file_objects`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `file_objects`("tenant_id", "state", "sha256", "storage_key", "size_bytes", "file_type", "created_at") SELECT "tenant_id", 'stored', 'unknown-' || "id", "file_path", coalesce("file_size", 0), "file_type", "created_at" FROM `voice_files`;--> statement-breakpoint
INSERT INTO `__new_voice_files`("id", "tenant_id", "object_id", "filename", "name", "file_type", "file_path", "file_size", "description", "tag_list", "caller_number", "is_active", "removed_at", "created_at", "updated_at") SELECT f."id", f."tenant_id", o."id", f."filename", substr(f."filename", 1, length(rtrim(f."filename", replace(f."filename", '.', ''))) - 1), f."file_type", f."file_path", coalesce(f."file_size", 0), f."description", f."tag_list", f."caller_number", f."is_active", CASE f."is_active" WHEN 0 THEN f."updated_at" END, f."created_at", f."updated_at" FROM `voice_files` f JOIN `file_objects` o ON o."tenant_id" = f."tenant_id" AND o."storage_key" = f."file_path";--> statement-breakpoint
DROP TABLE `voice_files`;--> statement-breakpoint
ALTER TABLE `__new_voice_files` RENAME TO `voice_files`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `voice_files_tenant_id_id` ON `voice_files` (`tenant_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `voice_files_active_audio` ON `voice_files` (`tenant_id`,`name`) WHERE "voice_files"."is_active" = 1 and "voice_files"."file_type" <> 'xml';--> statement-breakpoint
CREATE UNIQUE INDEX `voice_files_active_xml` ON `voice_files` (`tenant_id`,`name`) WHERE "voice_files"."is_active" = 1 and "voice_files"."file_type" = 'xml';--> statement-breakpoint
CREATE INDEX `idx_voice_files_tenant` ON `voice_files` (`tenant_id`,`is_active`);--> statement-breakpoint
CREATE INDEX `idx_voice_files_object` ON `voice_files` (`tenant_id`,`object_id`);--> statement-breakpoint
ALTER TABLE `settings` ADD `logo` text;