create schema "My Schema";
create table "My Schema"."Tab.le" ("Col umn" int, "select" text, "quo""te" int);
create view "My Schema"."Vi""ew" as select "Col umn", "select", "quo""te" as "From" from "My Schema"."Tab.le";
comment on column "My Schema"."Vi""ew"."From" is $$it's: 50% 'so'$$;
create view public."On Top" as select "From" from "My Schema"."Vi""ew";
create rule "Ru.le" as on insert to "My Schema"."Vi""ew" do instead nothing;
grant select ("From") on "My Schema"."Vi""ew" to "App Röle";
