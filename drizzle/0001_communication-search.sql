-- Full-text search over the ledger. The tenant is a term of the match itself, as one token (`t` and the id in hex), so
-- that a search never ranks, counts or even reads another tenant's rows.
CREATE VIRTUAL TABLE communication_search USING fts5(tenant, content, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
--> statement-breakpoint
CREATE TRIGGER communication_search_insert AFTER INSERT ON communication_log BEGIN
  INSERT INTO communication_search(rowid, tenant, content)
  VALUES (new.id, 't' || lower(hex(new.tenant_id)), coalesce(new.message_content, '') || ' ' || coalesce(new.error_message, ''));
END;
--> statement-breakpoint
CREATE TRIGGER communication_search_update AFTER UPDATE OF message_content, error_message ON communication_log
WHEN new.message_content IS NOT old.message_content OR new.error_message IS NOT old.error_message BEGIN
  UPDATE communication_search
  SET tenant = 't' || lower(hex(new.tenant_id)), content = coalesce(new.message_content, '') || ' ' || coalesce(new.error_message, '')
  WHERE rowid = new.id;
END;
--> statement-breakpoint
CREATE TRIGGER communication_search_delete AFTER DELETE ON communication_log BEGIN
  DELETE FROM communication_search WHERE rowid = old.id;
END;
