-- migrate:up

-- Monitoring and guarantee block acts too: the index must cover what the question names.
drop index audit.entry_blocked;
create index entry_blocked on audit.entry (effective_on) where type in
    ('collection.ProhibitedActionBlocked', 'disposal.ProhibitedActionBlocked',
     'guarantee.ProhibitedActionBlocked', 'litigation.ProhibitedActionBlocked',
     'monitoring.ProhibitedActionBlocked');

-- migrate:down
drop index audit.entry_blocked;
create index entry_blocked on audit.entry (effective_on) where type in
    ('collection.ProhibitedActionBlocked', 'disposal.ProhibitedActionBlocked',
     'litigation.ProhibitedActionBlocked');
