-- migrate:up

-- Blocked acts are few among many entries: they have an index of their own.
create index entry_blocked on audit.entry (effective_on) where type in
    ('collection.ProhibitedActionBlocked', 'disposal.ProhibitedActionBlocked',
     'litigation.ProhibitedActionBlocked');

-- migrate:down
drop index audit.entry_blocked;
