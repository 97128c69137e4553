create publication feed; comment on publication feed is 'old'; alter publication feed owner to app_owner;
