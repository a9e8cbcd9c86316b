-- migrate:up

-- Every recovery while a case was open; a later entry may have withdrawn it.
create table read.recovery (
    obligor_id   text not null,
    entry        int  not null,      -- dense per customer
    loan_id      text not null,
    effective_on date not null,
    recovery_id  text not null,
    gross        numeric not null,   -- minor units
    cost         numeric not null,
    currency     text not null,
    withdrawn    boolean not null default false,
    primary key (obligor_id, entry)
);

do $$
begin
    execute format('grant select, insert, update, delete on read.recovery to %I',
                   regexp_replace(current_user, '_owner$', ''));
end $$;

-- Recoveries of before are read again; the other tables take nothing twice.
update store.projection set position = 0 where name = 'collection-1';

-- migrate:down
drop table read.recovery;
