create schema trade;
