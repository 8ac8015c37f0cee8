using AspireIF.AppHost.Resources;
using AspireIF.AppHost.Settings;
using AspireIF.AppHost.Targets;

var builder = DistributedApplication.CreateBuilder(args);
var settings = AppHostSettings.Read(builder.Configuration);
var target = builder.AddTarget(settings);            // this machine; or what is published: Azure, Kubernetes, Docker Compose

var redis = builder.AddRunRedis("redis", target);                  // queues and the state of runs
var artifacts = builder.AddRunArtifacts("artifacts", target);      // data, classifiers, policies
var run = builder.AddRun(settings.Run, redis, artifacts);          // what every process is told

var monitor = builder.AddMonitor<Projects.AspireIF_Monitor>("monitor", run, target);

// The learner creates the run; the others wait for its state.
var learner = builder.AddWorker<Projects.AspireIF_Learner>("learner", settings.Learner, run, target).LinkedTo(monitor);
builder.AddWorker<Projects.AspireIF_DataPrep>("dataprep", settings.DataPrep, run, target).After(learner).LinkedTo(monitor);
builder.AddWorker<Projects.AspireIF_RewardTrainer>("reward-trainer", settings.RewardTrainer, run, target).After(learner).LinkedTo(monitor);
builder.AddWorker<Projects.AspireIF_Rollout>("rollout", settings.Rollout, run, target).After(learner).LinkedTo(monitor);

builder.Build().Run();
