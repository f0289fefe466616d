CREATE INDEX `one_time_tokens_tenant_user` ON `one_time_tokens` (`tenant_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `sessions_tenant_user` ON `sessions` (`tenant_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `sessions_tenant_api_key` ON `sessions` (`tenant_id`,`api_key_id`);