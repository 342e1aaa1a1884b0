package journal

// auditFunction is what the triggers of migration 4 call.
const auditFunction = `plpgsql begin raise exception 'the audit is only added to'; end`

// guards reads the definitions of the triggers, in the form that versions 14 and later of the server share, of the
// functions that they call, and of rules. There must be no rules: a rule could turn a statement into one that does
// nothing.
func (*postgresEngine) guards() (text string, want map[string]string) {
	const calls = " EXECUTE FUNCTION audit_only_added()"
	want = map[string]string{
		"audit_only_added": auditFunction,
		"audit_unchanged":  "CREATE TRIGGER audit_unchanged BEFORE DELETE OR UPDATE ON audit FOR EACH ROW" + calls,
		"audit_kept":       "CREATE TRIGGER audit_kept BEFORE TRUNCATE ON audit FOR EACH STATEMENT" + calls,
		"audit_head_forward": "CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head FOR EACH ROW " +
			"WHEN (new.n < old.n OR new.id <> old.id)" + calls,
		"audit_head_kept":  "CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_head FOR EACH ROW" + calls,
		"audit_head_whole": "CREATE TRIGGER audit_head_whole BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT" + calls,
	}
	return `select tgname::text, case when tgenabled in ('O', 'A') then pg_get_triggerdef(oid, true) else 'off' end
			from pg_trigger where tgrelid in (to_regclass('audit'), to_regclass('audit_head')) and not tgisinternal
		union all select p.proname::text, l.lanname::text || ' ' || p.prosrc
			from pg_proc p join pg_language l on l.oid = p.prolang where p.oid = to_regproc('audit_only_added')
		union all select rulename::text, ev_class::text
			from pg_rewrite where ev_class in (to_regclass('audit'), to_regclass('audit_head'))`, want
}
